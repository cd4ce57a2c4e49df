import { scrollTo } from '../../../ui/scroll-to.ts';

/** Brings an answer into view; counted from 0, in the order asked. */
export function jumpToAnswer(index: number): void {
  scrollTo(document.querySelector(`#answer-${index}`), 'nearest');
}

export function jumpToReport(): void {
  scrollTo(document.querySelector('#report'), 'start');
}
