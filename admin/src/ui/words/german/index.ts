import type { Words } from '../english/index.ts';
import { judge } from './judge.ts';
import { library } from './library.ts';
import { page } from './page.ts';
import { reasons } from './reasons.ts';
import { run } from './run.ts';
import { share } from './share.ts';
import { thread } from './thread.ts';

export const german: Words = { ...page, ...run, ...reasons, ...library, ...share, ...thread, ...judge };
