/// The words of the page itself; everything about models and patients comes from the core.
import de from "./words/de.json";
import en from "./words/en.json";
import zh from "./words/zh.json";
import type { Language } from "./protocol";

export type Word = keyof typeof en;

const words: Record<Language, Record<Word, string>> = { en, de, zh };

export const languages: { id: Language; label: string; tag: string }[] = [
  { id: "en", label: "English", tag: "en" },
  { id: "de", label: "Deutsch", tag: "de" },
  { id: "zh", label: "中文", tag: "zh-Hans" },
];

export type Say = (word: Word, parts?: Record<string, string | number>) => string;

/// say("answered", {n: 3, total: 12}) is "3 of 12".
export function sayIn(language: Language): Say {
  return (word, parts = {}) =>
    words[language][word].replace(/\{(\w+)\}/g, (all, name: string) =>
      name in parts ? String(parts[name]) : all,
    );
}

/// How a number is written: with `least` digits after the point, or as many as it has, up to three.
export type WriteNumber = (value: number, least?: number) => string;

/// As people of that language write it.
export function numberIn(language: Language): WriteNumber {
  const tag = languages.find((entry) => entry.id === language)!.tag;
  return (value, least = 0) =>
    new Intl.NumberFormat(tag, { minimumFractionDigits: least, maximumFractionDigits: Math.max(least, 3) })
      .format(value)
      .replace("-", "−");
}

/// The most digits after the point that any of these numbers has: what stands in one column has as many.
export function digitsOf(values: readonly (number | null | undefined)[]): number {
  let digits = 0;
  for (const value of values)
    if (typeof value === "number" && Number.isFinite(value))
      while (digits < 3 && Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) > 1e-9) ++digits;
  return digits;
}

/// The language of the browser, if the page has it.
export function firstLanguage(): Language {
  for (const tag of navigator.languages ?? [navigator.language]) {
    const found = languages.find((entry) => tag.toLowerCase().startsWith(entry.id));
    if (found) return found.id;
  }
  return "en";
}
