import { z } from 'zod';
import { modelName } from './text.ts';

export type AvailableModel = z.output<typeof availableModel>;
export type ModelsView = z.output<typeof modelsView>;

const availableModel = z
  .object({
    model: modelName,
    vendor: z.string(),
    label: z.string().describe('For people. Simulated models carry the word rehearsal in it.'),
    rehearsal: z.boolean(),
    late: z.boolean().describe('Always late: research models that take minutes.'),
    inPanel: z.boolean().describe('Part of the default panel.'),
  })
  .meta({ id: 'AvailableModel' });

export const modelsView = z
  .object({
    source: z.enum(['configured', 'keys', 'openrouter', 'local', 'rehearsal']),
    sentence: z.string().describe('Which models these are and why, for people.'),
    howToChange: z.string().describe('How to get others, for people.'),
    models: z.array(availableModel).readonly(),
    vendors: z.array(z.object({ vendor: z.string(), address: z.string(), error: z.string().nullable() })).readonly(),
    synthesizer: modelName,
    embedder: z.string(),
    suggestions: z.array(z.string()).readonly().describe('Questions to begin with.'),
  })
  .meta({ id: 'ModelsView', description: 'Who can be asked, why these, and how to change it.' });
