import { useMediaQuery } from '@mantine/hooks';

/** Whether the page is shown on a phone, where rows are entries one below the other. Paper is as wide as a desk. */
export const usePhone = (): boolean =>
  useMediaQuery('screen and (max-width: 48em)', undefined, { getInitialValueInEffect: false });
