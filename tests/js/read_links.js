// Read fragments of the published page and write them again, with the rules of the module that is named:
// node read_links.js view.js < {"rules": …, "known": …, "default_language": …, "fragments": […]}
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { decideBy } from "../../web/publish/rules.js";

const { fromFragment, toFragment } = await import(pathToFileURL(resolve(process.argv[2])).href);
const { rules, known, default_language, fragments } = JSON.parse(readFileSync(0, "utf8"));
decideBy(rules);
const maps = { offers: new Map(known.offers.map((id, at) => [id, at])), spots: new Map(known.spots.map((id, at) => [id, at])) };
const answers = fragments.map((fragment) => {
  const { view, hints } = fromFragment(fragment, { ...known, ...maps });
  return { read: view, hints, written: toFragment(view, default_language) };
});
process.stdout.write(JSON.stringify(answers));
