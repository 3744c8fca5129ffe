import { Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
declare global {
  interface Window {
    BarcodeDetector?: new () => Detector;
  }
}

const LOOK_MS = 150;
/** The same code seen again so soon is the same piece still before the camera. */
const AGAIN_MS = 2_000;

type Stop = () => void;

/** Looks for codes in a running video: with what the browser has, else with a library that is loaded now. */
async function watch(video: HTMLVideoElement, onCode: (code: string) => void): Promise<Stop> {
  if (window.BarcodeDetector) {
    const detector = new window.BarcodeDetector();
    const timer = setInterval(() => {
      void detector.detect(video).then(
        (codes) => codes[0] && onCode(codes[0].rawValue),
        () => undefined,
      );
    }, LOOK_MS);
    return () => clearInterval(timer);
  }
  const { BrowserMultiFormatReader } = await import('@zxing/browser');
  const reader = new BrowserMultiFormatReader(undefined, { delayBetweenScanAttempts: LOOK_MS });
  const controls = await reader.decodeFromVideoElement(video, (result) => {
    if (result) onCode(result.getText());
  });
  return () => controls.stop();
}

/** What the camera sees; every code in it is handed on once. */
export default function Camera({ onCode }: { onCode: (code: string) => void }) {
  const { t } = useTranslation('screens');
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<string>();
  const tell = useRef(onCode);
  tell.current = onCode;
  useEffect(() => {
    let over = false;
    const undo: Stop[] = [];
    let last = { code: '', at: 0 };
    const start = async () => {
      if (!navigator.mediaDevices) throw new Error('insecure');
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      undo.push(() => {
        for (const track of stream.getTracks()) track.stop();
      });
      if (over || !video.current) return;
      video.current.srcObject = stream;
      await video.current.play();
      undo.push(
        await watch(video.current, (code) => {
          const now = Date.now();
          const same = code === last.code && now - last.at < AGAIN_MS;
          last = { code, at: now };
          if (!same && !over) tell.current(code);
        }),
      );
    };
    const stop = () => {
      for (const step of undo.splice(0)) step();
    };
    void start()
      .catch((error: Error) => !over && setTrouble(error.message === 'insecure' ? 'insecure' : 'refused'))
      .finally(() => over && stop());
    return () => {
      over = true;
      stop();
    };
  }, []);
  if (trouble)
    return (
      <Text size="sm" c="red" role="alert">
        {trouble === 'insecure' ? t('receiving.cameraInsecure') : t('receiving.cameraRefused')}
      </Text>
    );
  return (
    <Stack gap={4}>
      <video ref={video} muted playsInline className="scan-video" aria-label={t('receiving.cameraPicture')} />
      <Text size="xs" c="dimmed">
        {t('receiving.cameraHint')}
      </Text>
    </Stack>
  );
}
