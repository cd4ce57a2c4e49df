import { z } from 'zod';
import catalogueFile from './catalogue.json' with { type: 'json' };

/** What the product knows of models before any vendor is asked: names, labels and capabilities, by vendor, preferred first. */
export type Catalogue = z.output<typeof schema>;
export type KnownModel = z.output<typeof modelSchema>;

const modelSchema = z.strictObject({
  name: z.string(),
  label: z.string(),
  /** Fit to write a synthesis: follows a format and does not search the web on its own. */
  synthesizes: z.boolean(),
  /** Takes minutes: never holds a quorum back. */
  late: z.boolean().default(false),
});

const schema = z.strictObject({
  /** The day the names were compared with the vendors' own lists. */
  checked: z.iso.date(),
  vendors: z.record(z.string(), z.strictObject({ label: z.string(), models: z.array(modelSchema).min(1) })),
});

/** The committed file, parsed; a test holds the file to the schema. */
export const catalogue: Catalogue = schema.parse(catalogueFile);

/** What is known of a model, or what its name lets one assume. */
export function knownModel(vendor: string, name: string): KnownModel {
  const known = catalogue.vendors[vendor]?.models.find((model) => model.name === name);
  return known ?? { name, label: name, synthesizes: true, late: /deep-research/i.test(name) };
}

/** Vendors list models of every kind; those that cannot hold a conversation are left out of the picker. */
export function canChat(name: string): boolean {
  return !/embed|whisper|tts|dall-e|image|moderation|realtime|audio|transcri|translate|live|veo|imagen|lyria|sora|davinci|babbage|aqa|robotics|computer-use|rerank|ocr/i.test(
    name,
  );
}
