import IconCamera from 'icon:camera';
import { ActionIcon, Stack, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../kit/page.tsx';
import { ScanTold, type Told } from './scan-told.tsx';

const Camera = lazy(() => import('./camera.tsx'));

interface ScanFieldProps {
  readonly label: string;
  readonly told: Told | undefined;
  readonly onCode: (code: string) => void;
  /** Enter with nothing typed. */
  readonly onEnter?: () => void;
  /** Any other key, while nothing is typed. */
  readonly onKey?: (event: KeyboardEvent) => void;
  /** Something else is asked for now: the field leaves the focus to it. */
  readonly resting?: boolean;
}

/** A scanner may send two line ends after a code: the second is no answer to anything. */
const ECHO_MS = 400;
/** Shorter texts are keys that somebody pressed. */
const SHORTEST_CODE = 3;

/**
 * Where scanners and people type codes, and where the camera is opened. On a device that is touched the field does not take
 * the focus, so that no keyboard covers the page; a scanner that types is heard all the same.
 */
export function ScanField({ label, told, onCode, onEnter, onKey, resting = false }: ScanFieldProps) {
  const { t } = useTranslation('screens');
  const touched = useMediaQuery('(pointer: coarse)', undefined, { getInitialValueInEffect: false });
  const [code, setCode] = useState('');
  const [camera, setCamera] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const last = useRef(0);
  const read = (text: string) => {
    last.current = Date.now();
    onCode(text.trim());
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every answer the next scan may come
  useEffect(() => {
    if (!resting && !touched) input.current?.focus({ preventScroll: true });
  }, [resting, told, touched]);
  useTypedScans(read);
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (code.trim()) read(code);
      else if (Date.now() - last.current > ECHO_MS) onEnter?.();
      setCode('');
    } else if (code === '') onKey?.(event);
  };
  return (
    <Stack gap="xs">
      <TextInput
        ref={input}
        size="md"
        label={label}
        value={code}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => setCode(event.currentTarget.value)}
        onKeyDown={keyDown}
        rightSectionWidth={48}
        rightSection={
          <ActionIcon
            variant={camera ? 'filled' : 'subtle'}
            size={40}
            aria-label={camera ? t('receiving.cameraOff') : t('receiving.cameraOn')}
            aria-pressed={camera}
            onClick={() => setCamera((old) => !old)}
          >
            <IconCamera size={22} />
          </ActionIcon>
        }
      />
      {camera ? (
        <Suspense fallback={<Loading rows={3} />}>
          <Camera onCode={read} />
        </Suspense>
      ) : null}
      <ScanTold told={told} />
    </Stack>
  );
}

const TYPES = 'input, textarea, select, [contenteditable=true]';

/** Hears a scanner that types while no input has the focus: letters in a row, then Enter. */
function useTypedScans(onScan: (code: string) => void): void {
  const newest = useRef(onScan);
  newest.current = onScan;
  useEffect(() => {
    let typed = '';
    const hear = (event: globalThis.KeyboardEvent) => {
      if ((event.target as HTMLElement | null)?.closest?.(TYPES) || event.ctrlKey || event.metaKey || event.altKey) {
        typed = '';
        return;
      }
      if (event.key === 'Enter') {
        if (typed.length >= SHORTEST_CODE) {
          event.preventDefault();
          event.stopPropagation();
          newest.current(typed);
        }
        typed = '';
      } else if (event.key.length === 1) typed += event.key;
    };
    window.addEventListener('keydown', hear, true);
    return () => window.removeEventListener('keydown', hear, true);
  }, []);
}
