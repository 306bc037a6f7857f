// Read and write one's own list as links hold it, for a test that compares with Python:
// node kept_links.js < {"rules": …, "lists": [["re-1.a word", …], …]}
import { readFileSync } from "node:fs";
import { moved, noted, readKept, toValues, toggled } from "../../web/publish/kept.js";
import { decideBy } from "../../web/publish/rules.js";

const { rules, lists } = JSON.parse(readFileSync(0, "utf8"));
decideBy(rules);
process.stdout.write(JSON.stringify(lists.map((values) => {
  const query = new URLSearchParams(values.map((value) => ["keep", value]));
  const hints = [];
  const kept = readKept(query, hints);
  const last = kept.at(-1)?.id ?? "re-1";
  return {
    values: toValues(kept), hints: hints.map((one) => [one.values, one.reason]),
    toggled: toValues(toggled(kept, "re-7")), up: toValues(moved(kept, last, -1)), noted: toValues(noted(kept, last, values[0] ?? "")),
  };
})));
