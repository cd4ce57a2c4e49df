import { z } from 'zod';
import { eventError } from './answers.ts';
import { milliseconds, modelName, moment } from './text.ts';

export type AvailableModel = z.output<typeof availableModel>;
export type ChangedModels = z.input<typeof changedModels>;
export type KeyCheck = z.output<typeof keyCheck>;
export type ModelsView = z.output<typeof modelsView>;

const availableModel = z
  .object({
    model: modelName,
    vendor: z.string(),
    label: z.string().describe('For people. Simulated models carry the word rehearsal in it.'),
    rehearsal: z.boolean(),
    late: z.boolean().describe('Always late: research models that take minutes.'),
    inPanel: z.boolean().describe('Part of the default panel.'),
    on: z.boolean().describe('False when it was switched off: it is never asked.'),
  })
  .meta({ id: 'AvailableModel' });

export const keyCheck = z
  .object({
    vendor: z.string(),
    works: z.boolean(),
    ms: milliseconds.describe('How long the vendor took.'),
    at: moment,
    error: eventError.nullable(),
  })
  .meta({ id: 'KeyCheck' });

export const newKeyCheck = z
  .strictObject({ vendor: z.string().min(1).max(100) })
  .meta({ id: 'NewKeyCheck', examples: [{ vendor: 'openai' }] });

const name = z.string().min(3).max(200);

export const changedModels = z
  .strictObject({
    panel: z
      .array(name)
      .refine((names) => names.length > 0 && names.length <= 8 && new Set(names).size === names.length, {
        params: { code: 'panel_invalid' },
      })
      .nullable()
      .optional()
      .meta({ description: 'The default panel; null takes the configured one.' }),
    synthesizer: name.nullable().optional().describe('Who writes the synthesis; null takes the configured one.'),
    off: z.array(name).max(500).optional().describe('All models that are switched off.'),
  })
  .meta({ id: 'ChangedModels', examples: [{ panel: ['openai/gpt-5.5', 'google/gemini-3-pro'] }] });

export const modelsView = z
  .object({
    source: z.enum(['configured', 'keys', 'openrouter', 'local', 'rehearsal']),
    sentence: z.string().describe('Which models these are and why, for people.'),
    howToChange: z.string().describe('How to get others, for people.'),
    models: z.array(availableModel).readonly(),
    vendors: z
      .array(
        z.object({
          vendor: z.string(),
          address: z.string(),
          error: z.string().nullable(),
          check: keyCheck.nullable().describe('The last time that its key was checked.'),
        }),
      )
      .readonly(),
    synthesizer: modelName,
    chosen: z
      .object({ panel: z.boolean(), synthesizer: z.boolean() })
      .describe('What was chosen here and stands before the configuration.'),
    embedder: z.string(),
    suggestions: z.array(z.string()).readonly().describe('Questions to begin with.'),
  })
  .meta({ id: 'ModelsView', description: 'Who can be asked, why these, and how to change it.' });
