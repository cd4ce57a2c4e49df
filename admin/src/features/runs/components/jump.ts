import { scrollTo } from '../../../ui/scroll-to.ts';

/** Brings an answer into view; counted from 0, in the order asked. */
export function jumpToAnswer(index: number): void {
  scrollTo(document.querySelector(`#answer-${index}`), 'nearest');
}

export function jumpToReport(): void {
  scrollTo(document.querySelector('#report'), 'start');
}

/** Opens the report's own page by its link; where there is none, the report on this page. */
export function openReport(): void {
  const link = document.querySelector<HTMLElement>('#report .own-page');
  if (link === null) {
    jumpToReport();
  } else {
    link.click();
  }
}
