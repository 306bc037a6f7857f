// Hours by hand; that they are those of the app at many moments is compared in tests/browser/test_hours_twins.py.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./rules.js";
import { OPEN, PERHAPS, CLOSED, hoursOf, nowAt, stateAt } from "../../web/publish/hours.js";

const NO_SITES = { offer: [], schedule: [] };
/** 6 April 2026 is Easter Monday. */
const HOURS = hoursOf({ zone: "Europe/Berlin", holidays: [20549], read: [] }, [], NO_SITES);
const at = (text) => Date.parse(`${text}Z`) / 60_000;
const said = (line, moment, flags = 0) => stateAt(["", [flags, "", line]], HOURS, at(moment));

test("what begins before midnight lasts into the next day", () => {
  const friday = [1 << 4, 22 * 60, 26 * 60];
  assert.deepEqual(["2026-11-27T21:59", "2026-11-27T22:00", "2026-11-28T01:59", "2026-11-28T02:00"].map((moment) => said(friday, moment)), [CLOSED, OPEN, OPEN, CLOSED]);
});

test("the last, the second, odd weeks and months are told apart", () => {
  const monday = (...more) => [1, 0, 1440, 0, ...more];
  assert.equal(said(monday(-1), "2026-11-30T10:00"), OPEN);
  assert.equal(said(monday(2), "2026-11-30T10:00"), CLOSED);
  assert.equal(said(monday(2), "2026-11-09T10:00"), OPEN);
  assert.equal(said(monday(0, 1), "2026-11-30T10:00"), OPEN); // week 49
  assert.equal(said(monday(0, 2), "2026-12-28T10:00"), CLOSED); // week 53
  assert.equal(said(monday(0, 0, 1 << 11), "2026-11-30T10:00"), CLOSED);
});

test("on a holiday nobody is sure, unless the text says so or it is always open", () => {
  const line = [127, 540, 720];
  assert.deepEqual([0, 1, 2, 4].map((flags) => said(line, "2026-04-06T10:00", flags)), [PERHAPS, CLOSED, PERHAPS, OPEN]);
  assert.equal(said(line, "2026-04-07T10:00", 2), PERHAPS);
});

test("the next hours are found behind a midnight, and what is once a year is not", () => {
  const part = (...line) => [0, "", line];
  const next = (one) => nowAt(one, HOURS, at("2026-11-30T23:00")).following;
  assert.deepEqual(next(part(2, 540, 720)), { start: at("2026-12-01T09:00"), end: at("2026-12-01T12:00"), doubt: 0 });
  assert.equal(next(part(1, 540, 720, 0, 0, 0, 1 << 9)), undefined);
});

test("an offer has the hours of all its addresses, each text read once", () => {
  const read = ["1", [0, "", [1, 540, 720]]];
  const { of } = hoursOf({ zone: "UTC", holidays: [], read: [read, 0] }, ["", "Mo 9-12", "bald"], { offer: [0, 2], schedule: ["Mo 9-12", ""] });
  assert.deepEqual(of, [[read], [read], []]);
});
