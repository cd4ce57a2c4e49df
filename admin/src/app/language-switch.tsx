import { Languages } from 'lucide-react';
import { language, languages, switchLanguage } from '../ui/language.ts';
import type { Language } from '../ui/language.ts';
import { words } from '../ui/words.ts';

/** Each language in its own name, so that it is found by those who read no other. */
export function LanguageSwitch() {
  return (
    <label className="side-language">
      <Languages aria-hidden="true" size={14} />
      <select
        aria-label={words.nav.language}
        value={language}
        onChange={(event) => switchLanguage(event.target.value as Language)}
      >
        {Object.entries(languages).map(([id, name]) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
