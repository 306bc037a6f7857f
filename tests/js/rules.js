// Lets the modules decide by the values of rules.json; those of the app may be others by now.
import { readFileSync } from "node:fs";
import { decideBy } from "../../web/publish/rules.js";

decideBy(JSON.parse(readFileSync(new URL("rules.json", import.meta.url), "utf8")));
