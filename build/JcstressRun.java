import java.util.List;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * jcstress, started as a single source file with the tests on its class path. Where JVM options are
 * given, tests run with those and no others: by itself, jcstress would run each of them twice on a
 * JDK that still knows biased locking, with it and without, though no JDK that we support has it
 * on.
 */
final class JcstressRun {
  public static void main(String[] args) throws Exception {
    var options = new OneConfiguration(args);
    if (!options.parse()) {
      System.exit(1);
    }
    new JCStress(options).run();
  }

  private static final class OneConfiguration extends Options {
    OneConfiguration(String[] args) {
      super(args);
    }

    /**
     * Asked for after the JVM has been probed and before configurations are made of the answers.
     */
    @Override
    public List<String> getJvmArgs() {
      List<String> given = super.getJvmArgs();
      if (given != null && !given.isEmpty()) {
        try {
          var known = VMSupport.class.getDeclaredField("BIASED_LOCKING_AVAILABLE");
          known.setAccessible(true);
          known.setBoolean(null, false);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("this jcstress is another than the build expects", e);
        }
      }
      return given;
    }
  }
}
