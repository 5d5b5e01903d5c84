"use strict";
// Geometry and code of conformance.model.clock_pattern.
const LAYOUT = {{ layout | safe }};

const canvas = document.getElementById("clock");
const pen = canvas.getContext("2d", { alpha: false });
const form = document.getElementById("entries");
const state = document.getElementById("state");
const entered = { offset: 0, uncertainty: 0, delay: null };

// This computer's clock minus performance.now(), ms. Date.now() is cut off to whole ms: the greatest of many is right.
const differences = [];
function toClock() {
  const one = Date.now() - performance.now();
  if (one < Math.max(...differences) - 2) differences.length = 0; // the clock was set back
  differences.push(one);
  if (differences.length > 256) differences.shift();
  return Math.max(...differences);
}

const refresh = { last: 0, count: 0, late: 0, steps: [], period: 1000 / 60 };
let number = -1;
let written = "";

function crc32(bytes) {
  let rest = ~0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}

function message(time) {
  const flags = entered.delay === null ? 0 : LAYOUT.delayStated;
  const view = new DataView(new ArrayBuffer(12));
  view.setUint32(0, Math.floor(time / 4096));
  view.setUint32(4, ((time % 4096) << 20) | (number << 12) | (entered.uncertainty << 4) | flags);
  view.setUint32(8, crc32(new Uint8Array(view.buffer, 0, 8)));
  return view;
}

const place = { scale: 1, left: 0, top: 0 };

function fill(left, top, right, bottom, colour) {
  const [x, end] = [left, right].map((one) => Math.round(place.left + one * place.scale));
  const [y, foot] = [top, bottom].map((one) => Math.round(place.top + one * place.scale));
  pen.fillStyle = colour;
  pen.fillRect(x, y, end - x, foot - y);
}

function cell(column, row, white) {
  const left = LAYOUT.left + column * LAYOUT.cellWidth;
  const top = LAYOUT.top + row * LAYOUT.cellHeight;
  fill(left, top, left + LAYOUT.cellWidth, top + LAYOUT.cellHeight, white ? "#fff" : "#000");
}

function lane(bits) {
  const first = 1 + (number % LAYOUT.lanes) * LAYOUT.lines;
  for (let bit = 0; bit < 96; bit += 1) {
    const one = (bits.getUint8(bit >> 3) >> (7 - (bit & 7))) & 1;
    const column = 1 + 2 * Math.floor(bit / LAYOUT.lines);
    const row = first + (bit % LAYOUT.lines);
    cell(column, row, one === 1);
    cell(column + 1, row, one === 0);
  }
}

function mark({ left, top, modules }) {
  const quiet = LAYOUT.quiet;
  fill(left - quiet, top - quiet, left + LAYOUT.markSide + quiet, top + LAYOUT.markSide + quiet, "#fff");
  const side = LAYOUT.markSide / modules.length;
  modules.forEach((line, row) => [...line].forEach((black, column) => {
    const [x, y] = [left + column * side, top + row * side];
    if (black === "1") fill(x, y, x + side, y + side, "#000");
  }));
}

function still() {
  canvas.width = Math.round(innerWidth * devicePixelRatio);
  canvas.height = Math.round(innerHeight * devicePixelRatio);
  place.scale = Math.min(canvas.width / LAYOUT.width, canvas.height / LAYOUT.height);
  place.left = (canvas.width - LAYOUT.width * place.scale) / 2;
  place.top = (canvas.height - LAYOUT.height * place.scale) / 2;
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  LAYOUT.marks.forEach(mark);
  for (let row = 0; row < LAYOUT.rows; row += 1) {
    for (let column = 0; column < LAYOUT.columns; column += 1) cell(column, row, (row + column) % 2 === 0);
  }
  written = "";
}

function write(text, x, y, height) {
  pen.font = `700 ${height * place.scale}px "Liberation Sans", Arial, sans-serif`;
  pen.fillText(text, place.left + x * place.scale, place.top + y * place.scale, 240 * place.scale);
}

// For people: not finer than a second, so that it rarely changes.
function digits(time) {
  const [date, clockTime] = new Date(time).toISOString().split(/[T.]/);
  const stated = entered.uncertainty ? `U ${entered.uncertainty} ms` : "U ?";
  const text = [date, clockTime, stated, entered.offset].join();
  if (text === written) return;
  written = text;
  fill(44, 305, 284, 775, "#000");
  fill(LAYOUT.width - 284, 305, LAYOUT.width - 44, 775, "#000");
  pen.fillStyle = "#fff";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  clockTime.split(":").forEach((field, line) => write(field, 164, 390 + 150 * line, 170));
  const lines = [date, "UTC", stated, `${entered.offset < 0 ? "−" : "+"}${Math.abs(entered.offset)} ms`];
  lines.forEach((one, line) => write(one, LAYOUT.width - 164, 400 + 95 * line, line === 1 ? 80 : 46));
}

function pace(time) {
  const step = refresh.count ? time - refresh.last : refresh.period;
  refresh.last = time;
  if (step > 1.5 * refresh.period && refresh.count > 60) refresh.late += 1;
  refresh.steps.push(step);
  if (refresh.steps.length > 61) refresh.steps.shift();
  refresh.period = [...refresh.steps].sort((one, other) => one - other)[refresh.steps.length >> 1];
  refresh.count += 1;
  if (refresh.count % 60 === 0) state.textContent = `${(1000 / refresh.period).toFixed(1)} Hz, ${refresh.late}`;
}

function step(time) {
  requestAnimationFrame(step);
  pace(time);
  const held = Math.max(1, Math.round(1000 / refresh.period / LAYOUT.draws));
  const now = time + toClock();
  if (refresh.count % held) return;
  number = (number + 1) % LAYOUT.numbers;
  const seen = Math.round(now + entered.offset + (entered.delay === null ? 2 * refresh.period : entered.delay));
  lane(message(seen));
  digits(seen);
}

function take() {
  const value = (name) => form.elements[name].value.trim();
  entered.offset = Number(value("offset"));
  entered.uncertainty = Math.ceil(Number(value("uncertainty")));
  entered.delay = value("delay") === "" ? null : Number(value("delay"));
}

function show(panel) {
  document.body.className = panel ? "" : "running";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  take();
  show(false);
  document.documentElement.requestFullscreen?.().catch(() => {});
  navigator.wakeLock?.request("screen").catch(() => {});
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") show(true);
});
document.addEventListener("fullscreenchange", () => show(!document.fullscreenElement));
addEventListener("resize", still);

// clock.html#offset=-3.2&uncertainty=5&delay=40 starts at once, so that a script can hand in what it measured.
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  if (["offset", "uncertainty", "delay"].includes(name)) form.elements[name].value = value;
}
if (location.hash && form.checkValidity()) {
  take();
  show(false);
}
still();
requestAnimationFrame(step);
