import "./styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { preferredLanguage } from "./app/preferences";
import { learn } from "./i18n";
import { followAddress, useStore } from "./state/store";

followAddress(preferredLanguage());
await learn(useStore.getState().view.language);
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
