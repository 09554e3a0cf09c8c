// A real browser on the built page: as one file from the disk, and as a folder behind a server whose
// Content-Security-Policy allows nothing but its own files.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const page = createRequire(path.join(root, "app/page/package.json"));
export const { chromium } = page("playwright-core");
export const AxeBuilder = page("@axe-core/playwright").default;

export const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
  "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const oneFile = pathToFileURL(path.join(root, "build/page/venscope.html")).href;

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/// The folder build/page/site on a port of this machine.
export async function serve() {
  const site = path.join(root, "build/page/site");
  const asked = [];
  const server = http.createServer((request, response) => {
    const name = new URL(request.url, "http://localhost").pathname.replace(/\/$/, "/index.html").slice(1);
    asked.push(name);
    const file = path.join(site, path.basename(name));
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": types[path.extname(file)],
      "content-security-policy": policy,
    });
    response.end(fs.readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { address: `http://127.0.0.1:${server.address().port}/`, asked, close: () => server.close() };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/// The started page, with everything it complains of and every request it makes.
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en",
    acceptDownloads: true,
    ...options,
  });
  const tab = await context.newPage();
  const complaints = [];
  const requests = [];
  tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("request", (request) => requests.push(request.url()));
  await tab.goto(address);
  await tab.waitForSelector("venscope-app", { timeout: 20_000 });
  return { tab, context, complaints, requests };
}

/// What the core inside the page answers to many questions.
export function ask(tab, questions) {
  return tab.evaluate(
    (all) => all.map((question) => document.querySelector("venscope-app").session.core.reply(question)),
    questions,
  );
}

export function program(...words) {
  return execFileSync(path.join(root, "build/venscope"), words, { encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });
}

export function temporary(name, text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "venscope-page-"));
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

/// A stream of numbers that is the same in every run (Park and Miller).
export function randomly(seed) {
  let state = seed;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return { next, pick: (list) => list[Math.floor(next() * list.length)] };
}
