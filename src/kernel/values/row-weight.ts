/**
 * How a row of a statement weighs, by what its column `kind` says: what heads a section or a part of one, what stands under it, what
 * sums it. The same on the screen and on paper.
 */
export const ROW_WEIGHT: Readonly<Record<string, 'title' | 'subtitle' | 'inner' | 'sub' | 'strong'>> = {
  title: 'title',
  subtitle: 'subtitle',
  account: 'inner',
  heading: 'sub',
  section: 'strong',
  result: 'strong',
  total: 'strong',
};

/** It names what follows and has no figures of its own. */
export const isHeading = (kind: unknown): boolean => kind === 'title' || kind === 'subtitle';
