/// Where the WebAssembly and the worker come from. The one-file page carries both in data blocks; the
/// folder has them as files beside app.js, for servers whose Content-Security-Policy allows no more
/// than 'self'.

const beside = (document.currentScript as HTMLScriptElement | null)?.src ?? location.href;

export async function coreBytes(): Promise<ArrayBuffer> {
  const block = document.getElementById("venscope-wasm");
  if (block) {
    const text = atob(block.textContent!.trim());
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; ++at) bytes[at] = text.charCodeAt(at);
    return bytes.buffer;
  }
  const response = await fetch(new URL("venscope.wasm", beside));
  if (!response.ok) throw new Error(`venscope.wasm: ${response.status}`);
  return response.arrayBuffer();
}

export function startWorker(): Worker {
  const block = document.getElementById("venscope-worker");
  if (!block) return new Worker(new URL("worker.js", beside));
  const address = URL.createObjectURL(new Blob([block.textContent!], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}
