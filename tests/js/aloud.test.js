// What a voice is given to read, and which voice, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { spelled, voiceFor } from "../../web/publish/aloud.js";

test("numbers to be dialled and postcodes are said digit by digit, everything else as it stands", () => {
  assert.equal(spelled("Tel. 02361 / 53-3065, Frau X"), "Tel. 0 2 3 6 1, 5 3, 3 0 6 5, Frau X");
  assert.equal(spelled("+49 (0) 2361 530"), "+ 4 9, 0, 2 3 6 1, 5 3 0");
  assert.equal(spelled("Creiler Platz 1, 45768 Marl"), "Creiler Platz 1, 4 5 7 6 8 Marl");
  for (const text of ["Mo 10:00–12:30 Uhr", "09-12 Uhr, 14-18 Uhr", "am 3. Dezember 2021", "Stand 2021-12", "B1, 20 Plätze, 1.500 Euro"]) {
    assert.equal(spelled(text), text);
  }
  assert.equal(spelled(spelled("02361 53")), spelled("02361 53"));
});

test("only a voice of the device itself reads, in any region's form of the language", () => {
  const voice = (lang, localService, isDefault = false) => ({ lang, localService, default: isDefault });
  const voices = [voice("en-GB", false), voice("de-AT", true), voice("de-DE", true, true), voice("tr_TR", true)];
  globalThis.speechSynthesis = { getVoices: () => voices };
  assert.equal(voiceFor("de"), voices[2]);
  assert.equal(voiceFor("de-simple"), voices[2]);
  assert.equal(voiceFor("tr"), voices[3]);
  assert.equal(voiceFor("en"), undefined);
  assert.equal(voiceFor("ku"), undefined);
  delete globalThis.speechSynthesis;
  assert.equal(voiceFor("de"), undefined);
});
