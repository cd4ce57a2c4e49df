import { connect } from 'node:net';

/** Sends bytes as they are and gives all that came back until the other side closed, or `ms` had passed. */
export function exchange(port: number, bytes: string | Buffer, ms = 2_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const chunks: Buffer[] = [];
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks).toString());
    };
    const timer = setTimeout(finish, ms);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', finish);
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? finish() : reject(error)));
  });
}

/** The status and the error code of the first response in what came back. */
export function refusal(answer: string): string {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'no status';
  const code = /"code":"(\w+)"/.exec(answer)?.[1] ?? 'no code';
  return `${status} ${code}`;
}
