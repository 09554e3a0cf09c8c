/// Starts the core, then the page. Whatever goes wrong before is said in plain sight.
import { coreBytes } from "./assets";
import { Core } from "./core";
import { App } from "./elements/app";
import { Session } from "./session";
import { firstLanguage, sayIn } from "./words";

async function start(): Promise<void> {
  const waiting = document.getElementById("could-not-start")!;
  try {
    const core = await Core.start(await coreBytes());
    const app = new App();
    app.session = new Session(core);
    waiting.replaceWith(app);
  } catch (error) {
    const say = sayIn(firstLanguage());
    waiting.classList.remove("waiting");
    waiting.querySelector("h1")!.textContent = say("could_not_start");
    waiting.querySelector("p")!.textContent = say("could_not_start_why", {
      why: error instanceof Error ? error.message : String(error),
    });
    console.error(error);
  }
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => void start());
else void start();
