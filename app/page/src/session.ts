/// What the user has said, and what the core says to it. One object, from which all elements are drawn;
/// it lives as long as the page and is kept nowhere.
import type { Core } from "./core";
import type { Answer, Card, CardFile, Form, Language, LoadedCard, Models, Paste, Problem, Question } from "./protocol";
import { type Say, type WriteNumber, firstLanguage, numberIn, sayIn } from "./words";

export type Values = Readonly<Record<string, string>>;

/// Something just done that can be taken back.
export interface Done {
  text: string;
  before: Values;
}

/// A model card from a file of the user.
export interface Loaded extends CardFile {
  card: Card;
}
/// A file that is no card that could be used.
export interface Refused {
  file: string;
  problems: Problem[];
}

export class Session extends EventTarget {
  values: Values = {};
  language: Language = firstLanguage();
  view: "clinician" | "patient" = "clinician";
  theme: "" | "light" | "dark" = "";
  /// Whether curves reconstructed from summary numbers are shown. Never unless asked for.
  reconstruct = false;
  chosen: ReadonlySet<string>;
  done: Done | null = null;
  form!: Form;
  answer!: Answer;
  loaded: readonly Loaded[] = [];
  refused: readonly Refused[] = [];
  readonly version: string;
  readonly largestCard: number;
  private readonly shipped: Card[];

  constructor(private readonly core: Core) {
    super();
    const models = core.reply<Models>({ ask: "models" });
    this.shipped = models.models;
    this.version = models.version;
    this.largestCard = models.largest_card;
    this.chosen = new Set(this.computable.map((card) => card.id));
    this.ask();
  }

  get say(): Say {
    return sayIn(this.language);
  }
  get number(): WriteNumber {
    return numberIn(this.language);
  }

  /// The shipped ones, then those loaded from files.
  get cards(): Card[] {
    return [...this.shipped, ...this.loaded.map(({ card }) => card)];
  }
  /// Cards of which an answer can be had.
  get computable(): Card[] {
    return this.cards.filter((card) => card.status !== "not computable");
  }
  /// A text of a card in the language of the page.
  text(text: string | Record<string, string> | undefined): string {
    if (text === undefined) return "";
    return typeof text === "string" ? text : (text[this.language] ?? text["en"] ?? "");
  }

  /// The questions that the chosen models ask.
  questions(): Question[] {
    return this.form.topics.flatMap((topic) => topic.questions.filter((q) => this.isAsked(q)));
  }
  isAsked(question: Question): boolean {
    return question.models.some((id) => this.chosen.has(id));
  }
  isOpen(question: Question): boolean {
    return !(question.variable in this.values) && !this.answer.values[question.variable];
  }
  label(variable: string): string {
    for (const topic of this.form.topics)
      for (const question of topic.questions)
        if (question.variable === variable) return question.label;
    return variable;
  }

  set(variable: string, value: string): void {
    const values = { ...this.values };
    if (value === "") delete values[variable];
    else values[variable] = value;
    this.change({ values, done: null });
  }
  setMany(more: Values, text: string): void {
    const done = { text, before: this.values };
    this.change({ values: { ...this.values, ...more }, done });
  }
  undo(): void {
    if (this.done) this.change({ values: this.done.before, done: null });
  }
  reset(): void {
    const before = this.values;
    const done = Object.keys(before).length ? { text: this.say("reset_done"), before } : null;
    this.change({ values: {}, done });
  }
  choose(chosen: Iterable<string>): void {
    this.change({ chosen: new Set(chosen) });
  }
  speak(language: Language): void {
    this.change({ language, done: null });
  }
  show(change: Partial<Pick<Session, "view" | "theme" | "reconstruct">>): void {
    this.change(change);
  }
  paste(text: string): Paste {
    return this.core.reply<Paste>({ ask: "paste", text, language: this.language });
  }

  /// The files as model cards beside the shipped ones. What is none is said and changes nothing.
  async load(files: Iterable<File>): Promise<void> {
    const read = await Promise.all([...files].map((file) => this.read(file)));
    const loaded = [...this.loaded];
    const refused: Refused[] = [];
    for (const one of read) {
      const { card, problems } =
        typeof one.text === "string"
          ? this.core.reply<LoadedCard>({ ask: "card", file: one.file, text: one.text, cards: filesOf(loaded) })
          : { card: null, problems: [{ what: one.text.why }] };
      if (card && typeof one.text === "string") loaded.push({ file: one.file, text: one.text, card });
      else refused.push({ file: one.file, problems });
    }
    const fresh = loaded.filter((one) => !this.loaded.includes(one)).map(({ card }) => card.id);
    this.change({ loaded, refused, chosen: new Set([...this.chosen, ...fresh]) });
  }
  unload(id: string): void {
    const chosen = new Set(this.chosen);
    chosen.delete(id);
    this.change({ loaded: this.loaded.filter(({ card }) => card.id !== id), chosen });
  }
  dismiss(): void {
    this.change({ refused: [] });
  }
  /// The loaded cards, as every question brings them along.
  get cardFiles(): CardFile[] {
    return filesOf(this.loaded);
  }
  private async read(file: File): Promise<{ file: string; text: string | { why: string } }> {
    if (file.size > this.largestCard)
      return { file: file.name, text: { why: this.say("card_large", { n: this.number(this.largestCard) }) } };
    try {
      return { file: file.name, text: await file.text() };
    } catch (error) {
      return { file: file.name, text: { why: error instanceof Error ? error.message : String(error) } };
    }
  }

  private change(change: Partial<Session>): void {
    Object.assign(this, change);
    this.ask();
    this.dispatchEvent(new Event("change"));
  }
  private formOf: { language: Language; loaded: readonly Loaded[] } | null = null;
  private ask(): void {
    const { language, loaded, cardFiles: cards } = this;
    if (this.formOf?.language !== language || this.formOf.loaded !== loaded) {
      this.form = this.core.reply<Form>({ ask: "form", language, cards });
      this.formOf = { language, loaded };
    }
    const models = this.cards.map((card) => card.id).filter((id) => this.chosen.has(id));
    const { values, reconstruct } = this;
    this.answer = this.core.reply<Answer>({ ask: "answer", values, models, cards, language, reconstruct });
  }
}

function filesOf(loaded: readonly Loaded[]): CardFile[] {
  return loaded.map(({ file, text }) => ({ file, text }));
}
