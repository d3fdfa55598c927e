import { send } from "./send.js";

const problem = document.getElementById("problem");

async function come(address, body) {
  try {
    await send("POST", address, body);
    location.replace("/");
  } catch (error) {
    problem.textContent = error.message;
  }
}

function onSubmit(form, use) {
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.textContent = "";
    use(Object.fromEntries(new FormData(form)));
  });
}

const token = location.hash.slice(1);
if (token) history.replaceState(null, "", location.pathname);
const choose = document.getElementById("choose");
const signIn = document.getElementById("sign-in");
if (token && choose) {
  choose.hidden = false;
  signIn.hidden = true;
  choose.querySelector("input").focus();
} else if (token) {
  come("/api/enter", { token });
}
onSubmit(signIn, (given) => come("/api/sign-in", { name: given.name, password: given.password }));
onSubmit(choose, (given) => come("/api/password", { token, password: given.password }));
