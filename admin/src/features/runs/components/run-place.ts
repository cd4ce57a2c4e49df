import { createContext } from 'react';

/** The id of the run that a reader may ask more about; null where only a copy of it is shown. */
export const RunPlace = createContext<string | null>(null);
