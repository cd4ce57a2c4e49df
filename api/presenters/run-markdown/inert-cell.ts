/**
 * A cell that a spreadsheet takes for text: one that begins like a formula gets an apostrophe before it. Plain numbers such as `-4.5 %`
 * stay as they are.
 */
export function inertCell(value: string): string {
  return /^\s*[=+\-@\u2212\uFF1D\uFF0B\uFF0D\uFF20|]/.test(value) && !plainNumber.test(value.trim())
    ? `'${value.trimStart()}`
    : value;
}

const plainNumber = /^[+\-\u2212]?\d[\d.,\s]*[%°\p{L}]{0,3}$/u;
