/// Scores a table of patients away from the page, piece by piece, in constant memory. The file is read
/// twice: nothing is given out of a table in which something is wrong.
import type { BatchNews, BatchState, BatchTask } from "./batch-protocol";
import { Core } from "./core";

/// Of a worker's global scope, what is used here.
interface Page {
  postMessage(news: BatchNews, moved: Transferable[]): void;
  onmessage: ((event: MessageEvent<BatchTask>) => void) | null;
}
const page = self as unknown as Page;
const say = (news: BatchNews, moved: Transferable[] = []) => page.postMessage(news, moved);

page.onmessage = async (event) => {
  try {
    await score(event.data);
  } catch (error) {
    say({ kind: "fault", why: error instanceof Error ? error.message : String(error) });
  }
};

async function score({ core: bytes, file, models, cards }: BatchTask): Promise<void> {
  const core = await Core.start(bytes);
  const total = 2 * file.size;
  core.batchBegin({ models, cards, file: file.name });
  await feed(core, file, 0, total, () => undefined);
  core.batchEnd();
  const state = core.batchState<BatchState>();
  if (!state.failed) {
    core.batchAgain();
    const give = (piece: Uint8Array) => {
      if (piece.length) say({ kind: "piece", bytes: piece }, [piece.buffer]);
    };
    await feed(core, file, file.size, total, give);
    give(core.batchEnd());
  }
  say({ kind: "end", state });
}

async function feed(
  core: Core,
  file: File,
  before: number,
  total: number,
  give: (piece: Uint8Array) => void,
): Promise<void> {
  let done = before;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      done += piece.length;
      controller.enqueue(piece);
    },
  });
  let stream: ReadableStream<Uint8Array> = file.stream().pipeThrough(counted);
  if (await isGzip(file))
    stream = stream.pipeThrough(
      new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>,
    );
  const reader = stream.getReader();
  let said = 0;
  for (;;) {
    const { done: finished, value } = await reader.read();
    if (finished) break;
    give(core.batchFeed(value));
    const now = performance.now();
    if (now - said > 50) {
      said = now;
      say({ kind: "progress", done, total });
    }
  }
}

async function isGzip(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return head[0] === 0x1f && head[1] === 0x8b;
}
