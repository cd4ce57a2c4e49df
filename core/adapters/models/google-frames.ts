import { createParser } from 'eventsource-parser';

/**
 * Google's SDK reads `data: {...}` lines with LF, CR or CR LF twice behind them and nothing else: a comment, another field, a
 * missing space, data over several lines or a line separator inside a string stop it. So any well-formed event
 * stream is written anew as it can read it. The bytes that came together stay together.
 */
export async function* googleFrames(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let frames = '';
  const parser = createParser({
    onEvent: ({ data }) => {
      frames += data === '[DONE]' ? '' : `data: ${oneLine(data)}\n\n`;
    },
  });
  for await (const piece of body) {
    parser.feed(decoder.decode(piece, { stream: true }));
    if (frames !== '') {
      yield frames;
      frames = '';
    }
  }
  // A server may leave out the blank line after its last event.
  parser.feed(`${decoder.decode()}\n\n`);
  if (frames !== '') {
    yield frames;
  }
}

/** In JSON a line feed is only ever space between values, and a line separator may be escaped. */
function oneLine(json: string): string {
  return json.replaceAll('\n', ' ').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
