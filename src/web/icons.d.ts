/** One icon of Tabler's set by its name there, drawn with the text's colour; only those named are built in. */
declare module 'icon:*' {
  import type { ComponentType, SVGProps } from 'react';

  const Icon: ComponentType<SVGProps<SVGSVGElement> & { size?: number }>;
  export default Icon;
}
