import './app/kit-styles.ts';
import './app/style.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { queries } from './api/queries.ts';
import { Gate } from './app/gate.tsx';
import { keepFocus } from './app/keep-focus.ts';
import { texts } from './app/texts.ts';
import { theme, variables } from './app/theme.ts';

const Notices = lazy(() => import('./app/notices.tsx'));

keepFocus();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nextProvider i18n={texts}>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          <Suspense>
            <Notices />
          </Suspense>
          <Gate />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  </StrictMode>,
);
