/** Brings an element into view and gives it the focus, without motion for those who want none. */
export function scrollTo(element: Element | null, block: ScrollLogicalPosition = 'center'): void {
  if (element === null) {
    return;
  }
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block, inline: 'center' });
  if (element instanceof HTMLElement) {
    element.focus({ preventScroll: true });
  }
}
