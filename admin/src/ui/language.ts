/** The languages of the page, each in its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof languages;

const place = 'consilience.language';
const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(languages, text);
const inBrowser = typeof document !== 'undefined';

/** What the reader chose, else the first language of the browser that the page has. It holds until the page is loaded again. */
export const language: Language = kept() ?? firstOf(wished()) ?? 'en';

/** The reader's own region of that language: how dates and numbers are written. */
export const locale: string =
  wished().find((tag) => languageOf(tag) === language) ?? { en: 'en-GB', de: 'de-DE' }[language];

/** Keeps the choice and loads the page again in it: no word of the other language stays. */
export function switchLanguage(next: Language): void {
  try {
    localStorage.setItem(place, next);
  } catch {
    // Storage is forbidden here: the choice would not survive the reload.
    return;
  }
  location.reload();
}

function kept(): Language | null {
  try {
    const text = inBrowser ? localStorage.getItem(place) : null;
    return isLanguage(text) ? text : null;
  } catch {
    return null;
  }
}

function wished(): readonly string[] {
  return inBrowser ? navigator.languages : [];
}

function firstOf(tags: readonly string[]): Language | null {
  return tags.map(languageOf).find((one) => one !== null) ?? null;
}

function languageOf(tag: string): Language | null {
  const [base = ''] = tag.toLowerCase().split('-');
  return isLanguage(base) ? base : null;
}
