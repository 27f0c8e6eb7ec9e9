import '@fontsource-variable/inter/wght.css';
import './app/mantine-styles';
import './app/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { handNonceOver } from './app/nonce';

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks #root');
handNonceOver();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
