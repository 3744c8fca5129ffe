import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { anyRecordQuery } from '../api/queries.ts';
import type { FieldInputProps } from './field-input.tsx';

/** The version of the record a form changes, as it is when the form begins: sent along, and nobody needs to see it. */
export function VersionInput({ field, record, value, onBegin }: FieldInputProps): null {
  const of = typeof record === 'string' ? record : undefined;
  const known = useRef(value === undefined ? undefined : of);
  const asked = of !== undefined && of !== known.current;
  const { data } = useQuery({ ...anyRecordQuery(field.on?.entity ?? '', of ?? ''), enabled: asked });
  useEffect(() => {
    if (!asked || data?.id !== of) return;
    known.current = of;
    onBegin?.(data.version);
  });
  return null;
}
