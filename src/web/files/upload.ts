import { ApiError, post, randomKey } from '../api/http.ts';

/** What the server takes; anything else is told before it is sent. */
export const TAKEN = ['application/pdf', 'image/png', 'image/jpeg', 'image/webp'];
const MOST_BYTES = 10 * 2 ** 20;

export interface Uploaded {
  readonly file: string;
  /** The same content was uploaded before. */
  readonly known: boolean;
  readonly name: string;
  readonly mediaType: string;
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(new Error(reader.error?.message));
    reader.readAsDataURL(file);
  });
}

/** Keeps a file on the server. Throws an ApiError that says why it was not taken. */
export async function uploadFile(file: File): Promise<Uploaded> {
  if (file.size > MOST_BYTES)
    throw new ApiError(0, { code: 'too_large', message: `${file.name} is larger than 10 MiB.` });
  const content = await base64Of(file);
  const { output } = await post<{ output: { file: string; known: boolean } }>(
    '/api/op/files.upload_file',
    { name: file.name.slice(0, 200), content },
    randomKey(),
  );
  return { ...output, name: file.name, mediaType: file.type };
}

export const attachFile = (file: string, entity: string, record: string): Promise<unknown> =>
  post('/api/op/files.attach_file', { file, entity, record }, randomKey());

export const fileAddress = (id: string, company: number): string => `/api/file/${id}?company=${company}`;
