import type { OperationMeta } from '../api/meta.ts';

/** What the button does: what is new is posted into the books or saved; else the operation says it itself. */
export const submitText = ({ name, label }: Pick<OperationMeta, 'name' | 'label'>): string =>
  label.replace(/^New /, /\.post_/.test(name) ? 'Post ' : 'Save ');
