import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { en } from '../texts/en.ts';

const petrol: MantineColorsTuple = [
  '#e6f6f8',
  '#d3e9ed',
  '#a6d2da',
  '#77bac6',
  '#50a6b5',
  '#389aab',
  '#1f8698',
  '#0f7285',
  '#045f70',
  '#004d5c',
];

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 7 },
  colors: { petrol },
  defaultRadius: 'md',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': en.app.close } } },
    // Lists open on a click, on typing and on an arrow key: who only passes by with Tab has nothing opened in the way.
    Select: { defaultProps: { openOnFocus: false } },
    MultiSelect: { defaultProps: { openOnFocus: false } },
    TagsInput: { defaultProps: { openOnFocus: false } },
    // Hints stand below, so that the inputs of a row stand at one height whether they have hints or not.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
  },
});

const COLORS = ['petrol', 'teal', 'indigo', 'gray', 'green', 'orange', 'red', 'blue', 'yellow', 'grape'];
const INK: Record<string, string> = {
  orange: '#8f3b00',
  yellow: '#7a4b00',
  green: '#1b6b2a',
  teal: '#06614a',
  gray: '#343a40',
};

/** The kit's quiet texts are paler than weak eyes can read; ours keep a contrast of 4.5 to 1 in both schemes. */
export const variables: CSSVariablesResolver = (given) => {
  const inks = (ink: (name: string) => string) =>
    Object.fromEntries(
      COLORS.flatMap((name) => ['light-color', 'text'].map((use) => [`--mantine-color-${name}-${use}`, ink(name)])),
    );
  return {
    variables: {},
    light: {
      ...inks((name) => INK[name] ?? given.colors[name]![9]!),
      '--mantine-color-dimmed': given.colors.gray![7]!,
      '--mantine-color-placeholder': '#6b7280',
      '--mantine-color-error': given.colors.red![9]!,
    },
    dark: {
      ...inks((name) => given.colors[name]![3]!),
      '--mantine-color-dimmed': '#adb5bd',
      '--mantine-color-placeholder': '#9aa3ab',
      '--mantine-color-error': '#ff9a9a',
    },
  };
};
