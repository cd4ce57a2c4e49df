import { Braces, FileText, Image, Printer } from 'lucide-react';
import { words } from '../../../ui/words.ts';

interface FilesProps {
  /** The address of the run or of what is shared of it, in the API. */
  readonly source: string;
  readonly onPrint: () => void;
  readonly onPicture: () => void;
}

const iconSize = 14;

/** The run as a file to keep: for reading, for machines, for paper, for a slide. */
export function Files({ source, onPrint, onPicture }: FilesProps) {
  return (
    <section className="take-part" aria-labelledby="share-files-title">
      <h3 id="share-files-title">{words.share.filesTitle}</h3>
      <div className="files">
        <a className="button" href={`${source}/export?format=markdown`} download>
          <FileText aria-hidden="true" size={iconSize} />
          {words.share.markdown}
        </a>
        <a className="button" href={`${source}/export?format=json`} download>
          <Braces aria-hidden="true" size={iconSize} />
          {words.share.json}
        </a>
        <button type="button" className="button" onClick={onPrint}>
          <Printer aria-hidden="true" size={iconSize} />
          {words.share.print}
        </button>
        <button type="button" className="button" onClick={onPicture}>
          <Image aria-hidden="true" size={iconSize} />
          {words.share.picture}
        </button>
      </div>
    </section>
  );
}
