import { judge } from './judge.ts';
import { library } from './library.ts';
import { page } from './page.ts';
import { reasons } from './reasons.ts';
import { run } from './run.ts';
import { share } from './share.ts';
import { thread } from './thread.ts';

/** The catalogue that the others are held to: a string that is added here and in no other language fails `tsc`. */
export const english = { ...page, ...run, ...reasons, ...library, ...share, ...thread, ...judge };

export type Words = typeof english;
