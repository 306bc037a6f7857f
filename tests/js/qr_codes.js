// Make QR codes of texts, for a test that compares them with another library:
// node qr_codes.js < [{"text": …, "mask": …}, …]
import { readFileSync } from "node:fs";
import { qrCode } from "../../web/publish/qr.js";

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(({ text, mask }) => qrCode(text, mask ?? undefined)?.map((row) => [...row].join("")) ?? null)));
