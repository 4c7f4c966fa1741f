package io.holdfast.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** The arrows between packages that the module poms cannot express. */
@AnalyzeClasses(packages = "io.holdfast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] FOREIGN = {"com.alipay.sofa..", "io.nats..", "io.netty.."};
  private static final String[] HANDED_TIME = {
    "io.holdfast.locks..", "io.holdfast.election..", "io.holdfast.config.."
  };

  @ArchTest
  static final ArchRule theEngineStaysInRaft =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.holdfast.raft..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.alipay.sofa..")
          .because("the consensus engine can be replaced as long as only one module knows it");

  @ArchTest
  static final ArchRule jnatsStaysInNet =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.holdfast.net..", "io.holdfast.cli.bench.jnats..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.nats..")
          .because(
              "a recipe talks to a store, never to a client library; only the bench measures one");

  @ArchTest
  static final ArchRule nettyStaysInNetAndThePeersLink =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.holdfast.net..", "io.holdfast.raft.link..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..")
          .because("sockets are the business of two packages");

  @ArchTest
  static final ArchRule ourApiSpeaksOurTypes =
      classes()
          .that()
          .resideInAnyPackage(
              "io.holdfast.*",
              "io.holdfast.net.server",
              "io.holdfast.net.remote",
              "io.holdfast.kv..")
          .and(areOpenToUsers())
          .should(new NameNoForeignTypes())
          .because("a library named in a signature is one that users depend on");

  @ArchTest
  static final ArchRule recipesAreHandedTimeAndThreads =
      noClasses()
          .that()
          .resideInAnyPackage(HANDED_TIME)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callConstructorWhere(target(owner(assignableTo(Thread.class))))
          .because("a recipe that reads a clock by itself cannot be tested in virtual time");

  @ArchTest
  static final ArchRule optionsAreRefusedInOneWay =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.holdfast.cli..")
          .and()
          .haveNameMatching(".*(Options|Limits|Config|Rules)(\\$Builder)?")
          .should()
          .callConstructorWhere(target(owner(assignableTo(IllegalArgumentException.class))))
          .because("a caller catches one family: HoldfastException, here InvalidArgumentException");

  /** In kv-cli the command at the root lists its subcommands, which use what the root has. */
  @ArchTest
  static final ArchRule packagesDependOneWay =
      slices()
          .matching("io.holdfast.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(
              resideInAPackage("io.holdfast.cli.."), resideInAPackage("io.holdfast.cli.."))
          .because("two packages that need each other are one package with a wall through it");

  /** Public, and inside public types only: a member of an interface is public by the language. */
  private static DescribedPredicate<JavaClass> areOpenToUsers() {
    return DescribedPredicate.describe(
        "are open to users",
        type ->
            type.getModifiers().contains(PUBLIC)
                && type.getEnclosingClass().map(areOpenToUsers()::test).orElse(true));
  }

  /** Fails for public and protected members whose signature names a foreign type. */
  private static final class NameNoForeignTypes extends ArchCondition<JavaClass> {
    NameNoForeignTypes() {
      super("name no engine, jnats or Netty type in a public signature");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      Set<JavaClass> parents = new HashSet<>(type.getRawInterfaces());
      type.getRawSuperclass().ifPresent(parents::add);
      complainAbout(type, type.getDescription(), parents, events);
      for (JavaMember member : type.getMembers()) {
        if (member.getModifiers().contains(PUBLIC) || member.getModifiers().contains(PROTECTED)) {
          complainAbout(type, member.getDescription(), typesNamedBy(member), events);
        }
      }
    }

    private static Set<JavaClass> typesNamedBy(JavaMember member) {
      Set<JavaClass> named = new HashSet<>();
      if (member instanceof JavaField field) {
        named.addAll(field.getType().getAllInvolvedRawTypes());
      }
      if (member instanceof JavaCodeUnit code) {
        named.addAll(code.getReturnType().getAllInvolvedRawTypes());
        for (JavaType parameter : code.getParameterTypes()) {
          named.addAll(parameter.getAllInvolvedRawTypes());
        }
        named.addAll(code.getExceptionTypes());
      }
      return named;
    }

    private static void complainAbout(
        JavaClass type, String where, Set<JavaClass> named, ConditionEvents events) {
      for (JavaClass foreign : named) {
        if (resideInAnyPackage(FOREIGN).test(foreign)) {
          events.add(SimpleConditionEvent.violated(type, where + " names " + foreign.getName()));
        }
      }
    }
  }
}
