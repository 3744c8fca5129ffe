import { Modal, type ModalProps } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhone } from './use-phone.ts';

const TypedContext = createContext<{ current: boolean } | undefined>(undefined);

/** Tells the dialog around a form that something was chosen in it; what is typed the dialog sees by itself. */
export function useTold(changed: boolean): void {
  const typed = useContext(TypedContext);
  useEffect(() => {
    if (typed && changed) typed.current = true;
  }, [typed, changed]);
}

interface DialogProps extends Pick<ModalProps, 'title' | 'size'> {
  readonly onClose: () => void;
  /** `leave` closes as Escape does; what is done closes with `onClose`, and asks nothing. */
  readonly children: (leave: () => void) => ReactNode;
}

/** A dialog that asks before it drops what was entered in it. */
export function Dialog({ onClose, children, ...look }: DialogProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const typed = useRef(false);
  const leave = () => {
    if (!typed.current || window.confirm(t('form.drop'))) onClose();
  };
  return (
    <TypedContext value={typed}>
      <Modal opened {...look} onClose={leave} fullScreen={phone} closeButtonProps={{ 'aria-label': t('app.cancel') }}>
        <div
          onInput={() => {
            typed.current = true;
          }}
        >
          {children(leave)}
        </div>
      </Modal>
    </TypedContext>
  );
}
