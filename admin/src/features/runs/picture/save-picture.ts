import type { ConsensusView } from '#api/contract';
import { drawVerdict, pictureHeight, pictureWidth } from './draw-verdict.ts';

/** Hands the picture of the verdict over as a PNG file. */
export async function saveVerdictPicture(view: ConsensusView): Promise<void> {
  const canvas = document.createElement('canvas');
  canvas.width = pictureWidth;
  canvas.height = pictureHeight;
  const pen = canvas.getContext('2d');
  if (pen === null) {
    return;
  }
  drawVerdict(pen, view);
  const file = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (file === null) {
    return;
  }
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = 'consilience-verdict.png';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
