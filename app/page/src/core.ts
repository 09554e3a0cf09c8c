/// The C++ core as WebAssembly: a question as JSON in, the answer as JSON out, and a table of patients
/// in pieces. It knows everything about models; this file knows nothing.

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  venscope_alloc(size: number): number;
  venscope_free(at: number): void;
  venscope_reply(at: number, size: number): void;
  venscope_batch_begin(at: number, size: number): void;
  venscope_batch_feed(at: number, size: number): void;
  venscope_batch_end(): void;
  venscope_batch_again(): void;
  venscope_batch_state(): void;
  venscope_answer(): number;
  venscope_answer_size(): number;
}

/// What is left of WASI in the module: the C library's doors to files, environment and exit. They
/// stay shut: every call answers "not supported", and an exit becomes an error here.
const notSupported = 58;
const wasi = new Proxy(
  {},
  {
    get: (_target, name) =>
      name === "proc_exit"
        ? () => {
            throw new Error("the core stopped");
          }
        : () => notSupported,
  },
);

function imports(module: WebAssembly.Module): WebAssembly.Imports {
  const result: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const wanted of WebAssembly.Module.imports(module))
    (result[wanted.module] ??= {})[wanted.name] = (wasi as Record<string, WebAssembly.ImportValue>)[
      wanted.name
    ]!;
  return result;
}

export class Core {
  private readonly utf8 = new TextEncoder();
  private readonly text = new TextDecoder();
  private constructor(private readonly exports: Exports) {}

  static async start(bytes: BufferSource): Promise<Core> {
    const module = await WebAssembly.compile(bytes);
    const instance = await WebAssembly.instantiate(module, imports(module));
    const exports = instance.exports as unknown as Exports;
    exports._initialize();
    return new Core(exports);
  }

  reply<Answer>(question: object): Answer {
    this.give(this.utf8.encode(JSON.stringify(question)), (at, size) =>
      this.exports.venscope_reply(at, size),
    );
    return JSON.parse(this.text.decode(this.answer())) as Answer;
  }

  /// A table in pieces: begin, feed…, end; then again, feed…, end. The first time only looks for
  /// problems; the second gives the scored bytes that are ready after each piece.
  batchBegin(options: object): void {
    this.give(this.utf8.encode(JSON.stringify(options)), (at, size) =>
      this.exports.venscope_batch_begin(at, size),
    );
  }
  batchFeed(piece: Uint8Array): Uint8Array {
    this.give(piece, (at, size) => this.exports.venscope_batch_feed(at, size));
    return this.answer().slice();
  }
  batchEnd(): Uint8Array {
    this.exports.venscope_batch_end();
    return this.answer().slice();
  }
  batchAgain(): void {
    this.exports.venscope_batch_again();
  }
  batchState<State>(): State {
    this.exports.venscope_batch_state();
    return JSON.parse(this.text.decode(this.answer())) as State;
  }

  private give(bytes: Uint8Array, call: (at: number, size: number) => void): void {
    const at = this.exports.venscope_alloc(bytes.length);
    new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
    call(at, bytes.length);
    this.exports.venscope_free(at);
  }
  /// Valid until the next call.
  private answer(): Uint8Array {
    return new Uint8Array(
      this.exports.memory.buffer,
      this.exports.venscope_answer(),
      this.exports.venscope_answer_size(),
    );
  }
}
