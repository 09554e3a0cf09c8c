/// What the user has said, and what the core says to it. One object, from which all elements are drawn;
/// it lives as long as the page and is kept nowhere.
import type { Core } from "./core";
import type { Answer, Card, Form, Language, Models, Paste, Question } from "./protocol";
import { type Say, type WriteNumber, firstLanguage, numberIn, sayIn } from "./words";

export type Values = Readonly<Record<string, string>>;

/// Something just done that can be taken back.
export interface Done {
  text: string;
  before: Values;
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
  readonly cards: Card[];
  readonly version: string;

  constructor(private readonly core: Core) {
    super();
    const models = core.reply<Models>({ ask: "models" });
    this.cards = models.models;
    this.version = models.version;
    this.chosen = new Set(this.computable.map((card) => card.id));
    this.ask();
  }

  get say(): Say {
    return sayIn(this.language);
  }
  get number(): WriteNumber {
    return numberIn(this.language);
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

  private change(change: Partial<Session>): void {
    Object.assign(this, change);
    this.ask();
    this.dispatchEvent(new Event("change"));
  }
  private formLanguage: Language | "" = "";
  private ask(): void {
    const language = this.language;
    if (this.formLanguage !== language) {
      this.form = this.core.reply<Form>({ ask: "form", language });
      this.formLanguage = language;
    }
    const models = this.cards.map((card) => card.id).filter((id) => this.chosen.has(id));
    const { values, reconstruct } = this;
    this.answer = this.core.reply<Answer>({ ask: "answer", values, models, language, reconstruct });
  }
}
