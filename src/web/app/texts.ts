import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from '#web/texts/en.ts';
import type { screens } from '#web/texts/screens.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'web';
    resources: {
      web: typeof en;
      kit: typeof en.kit;
      form: typeof en.form;
      grid: typeof en.grid;
      screens: typeof screens;
    };
  }
}

/** Texts are loaded with the program, so that no screen is ever drawn without them. */
export const texts = i18next.createInstance();
void texts.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  defaultNS: 'web',
  // The kit, the forms and the grid name their own part; everything else reads the whole.
  resources: { en: { web: en, kit: en.kit, form: en.form, grid: en.grid } },
  interpolation: { escapeValue: false },
});
