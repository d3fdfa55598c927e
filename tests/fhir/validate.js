// Validates a JSON array of FHIR R4 Bundles offline; prints each error, ends with 1 if there is any.
const fs = require("fs");
const { Fhir, Versions, ParseConformance } = require("fhir");
const { R4 } = Versions || {};

let fhir;
try {
  fhir = new Fhir(new ParseConformance(true, R4));
} catch (error) {
  fhir = new Fhir();
}
const bundles = JSON.parse(fs.readFileSync(process.argv[2], "utf-8"));
const errors = bundles.flatMap((bundle) =>
  fhir
    .validate(bundle)
    .messages.filter((message) => ["error", "fatal"].includes(message.severity))
    .map((message) => `${bundle.id} ${message.location}: ${message.message}`)
);
if (errors.length) {
  console.log(errors.join("\n"));
  process.exit(1);
}
