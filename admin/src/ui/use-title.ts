import { useEffect } from 'react';
import { words } from './words.ts';

const titleLengthMax = 120;

/** The document's title; the product's name when `title` is empty. */
export function useTitle(title: string): void {
  useEffect(() => {
    const short = title.length > titleLengthMax ? `${title.slice(0, titleLengthMax)}…` : title;
    document.title = short === '' ? words.product : `${short} · ${words.product}`;
  }, [title]);
}
