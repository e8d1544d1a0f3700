/* SPDX-License-Identifier: MIT */
/* Verapdf: each PDF named against PDF/A-3a and PDF/UA-1, in one process: starting veraPDF costs more than a file. */
import java.io.File;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Verapdf {
    private static final int SHOWN = 20; /* failures listed per file and flavour */

    private static boolean passes(File file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println((result.isCompliant() ? "pass " : "FAIL ") + flavour + " " + file);
            int shown = 0;
            for (TestAssertion failure : result.getTestAssertions()) {
                if (failure.getStatus() != TestAssertion.Status.FAILED || shown++ >= SHOWN) continue;
                System.out.println("    " + failure.getRuleId().getClause() + "-" + failure.getRuleId().getTestNumber() + " "
                    + failure.getMessage() + " at " + failure.getLocation().getContext());
            }
            return result.isCompliant();
        }
    }

    public static void main(String[] names) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE); /* it warns of every CFF program without CIDs, which is none of our faults */
        VeraGreenfieldFoundryProvider.initialise();
        boolean good = names.length > 0;
        for (String name : names)
            for (PDFAFlavour flavour : new PDFAFlavour[] {PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1})
                good &= passes(new File(name), flavour);
        System.exit(good ? 0 : 1);
    }
}
