import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core';
import { createContext, type FormEvent, type ReactNode, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';

type Wrong = Readonly<Record<string, ValidityState>>;
const WrongContext = createContext<Wrong>({});

interface PlainFormProps {
  /** What was entered, by the names of the inputs, once every input is as it must be. */
  readonly onSend: (values: Record<string, string>, form: HTMLFormElement) => unknown;
  readonly children: ReactNode;
}

/** A form of a few named inputs outside of any operation, as at sign-in: what is missing or wrong is said at the input. */
export function PlainForm({ onSend, children }: PlainFormProps) {
  const [wrong, setWrong] = useState<Wrong>({});
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const inputs = [...form.elements].filter((one) => one instanceof HTMLInputElement);
    const bad = inputs.filter((one) => !one.validity.valid);
    setWrong(Object.fromEntries(bad.map((one) => [one.dataset.named ?? one.name, one.validity])));
    if (bad[0]) bad[0].focus();
    else onSend(Object.fromEntries(new FormData(form)) as Record<string, string>, form);
  };
  return (
    <form noValidate onSubmit={send}>
      <WrongContext value={wrong}>{children}</WrongContext>
    </form>
  );
}

/** Why an input was not sent. */
export function useWrong(name: string, label: ReactNode): string | undefined {
  const { t } = useTranslation('kit');
  const wrong = useContext(WrongContext)[name];
  if (!wrong) return undefined;
  if (wrong.valueMissing) return t('missing', { what: String(label) });
  if (wrong.tooShort) return t('tooShort');
  return t('noAddress');
}

export type Named<P> = P & { readonly name: string; readonly label: string };
export const NEEDED = { required: true, withAsterisk: false } as const;

export function PlainText(props: Named<TextInputProps>) {
  return <TextInput {...NEEDED} {...props} error={useWrong(props.name, props.label)} />;
}

export function PlainPassword(props: Named<PasswordInputProps>) {
  const wrong = useWrong(props.name, props.label);
  return <PasswordInput {...NEEDED} {...props} error={wrong ?? props.error} />;
}
