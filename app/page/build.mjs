// Builds the page twice over: one file that opens from a disk, build/page/venscope.html, and a folder for
// a server that allows nothing but its own files, build/page/site/. Both run the same app.js.
//   node build.mjs WASM OUTPUT
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = path.dirname(fileURLToPath(import.meta.url));
const [wasmFile, output] = process.argv.slice(2).map((name) => path.resolve(name));

async function script(name) {
  const result = await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    build: {
      target: "es2022",
      write: false,
      lib: { entry: path.join(here, "src", `${name}.ts`), formats: ["iife"], name: "venscope" },
    },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const [{ output: chunks }] = [result].flat();
  return chunks[0].code;
}

const app = await script("main");
const worker = await script("worker");
const style = fs.readFileSync(path.join(here, "src/style/style.css"), "utf8").replace(/\/\*[^]*?\*\//g, "").replace(/\s+/g, " ").trim();
const wasm = fs.readFileSync(wasmFile);
const frame = fs.readFileSync(path.join(here, "index.html"), "utf8");
const page = (head, body) => frame.replace("<!-- head -->", () => head).replace("<!-- body -->", () => body);

// A block of data or code inside HTML ends at the first "</script".
const inside = (text) => text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
const sha = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

// The one file: nothing but what it carries may run, and nothing may be fetched at all.
const appInside = inside(app);
const policy = [
  "default-src 'none'",
  `script-src ${sha(appInside)} 'wasm-unsafe-eval'`,
  `style-src ${sha(style)}`,
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const one = page(
  `<meta http-equiv="Content-Security-Policy" content="${policy}" />\n    <style>${style}</style>`,
  [
    `<script type="application/wasm;base64" id="venscope-wasm">${wasm.toString("base64")}</script>`,
    `<script type="text/plain" id="venscope-worker">${inside(worker)}</script>`,
    `<script>${appInside}</script>`,
  ].join("\n    "),
);

const site = path.join(output, "site");
fs.mkdirSync(site, { recursive: true });
fs.writeFileSync(path.join(output, "venscope.html"), one);
fs.writeFileSync(
  path.join(site, "index.html"),
  page('<link rel="stylesheet" href="style.css" />', '<script src="app.js"></script>'),
);
fs.writeFileSync(path.join(site, "app.js"), app);
fs.writeFileSync(path.join(site, "worker.js"), worker);
fs.writeFileSync(path.join(site, "style.css"), style);
fs.writeFileSync(path.join(site, "venscope.wasm"), wasm);
const size = (bytes) => `${Math.round(bytes / 1024)} kB`;
console.log(
  `build/page/venscope.html ${size(one.length)} (core ${size(wasm.length)}, script ${size(app.length + worker.length)})`,
);
