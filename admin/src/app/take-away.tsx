import { Share2 } from 'lucide-react';
import { useState } from 'react';
import type { ConsensusView } from '#api/contract';
import { saveVerdictPicture } from '../features/runs/picture/save-picture.ts';
import { isOpenRun } from '../features/runs/screen/headline.ts';
import { Files } from '../features/share/components/files.tsx';
import { Links } from '../features/share/components/links.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { words } from '../ui/words.ts';

interface TakeAwayProps {
  readonly view: ConsensusView;
  /** The token of the link by which somebody came: files only, no new links. */
  readonly token?: string;
}

/** One button for everything that leaves the page: a link, files, paper, a picture. */
export function TakeAway({ view, token }: TakeAwayProps) {
  const [open, setOpen] = useState(false);
  const source =
    token === undefined ? `/v1/runs/${encodeURIComponent(view.id)}` : `/v1/shared/${encodeURIComponent(token)}`;
  const print = () => {
    setOpen(false);
    // The dialog is gone from the screen first.
    setTimeout(() => globalThis.print(), 50);
  };
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        <Share2 aria-hidden="true" size={14} />
        {token === undefined ? words.share.button : words.share.export}
      </button>
      <Dialog
        title={token === undefined ? words.share.title : words.share.export}
        open={open}
        onClose={() => setOpen(false)}
      >
        {token === undefined && <Links run={view.id} ended={!isOpenRun(view)} />}
        <Files source={source} onPrint={print} onPicture={() => void saveVerdictPicture(view)} />
      </Dialog>
    </>
  );
}
