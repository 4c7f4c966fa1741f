package io.holdfast.net.tls;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The names in a client's certificate, which the handshake has verified. */
public final class CertificateNames {
  /** The kinds of alternative names that a user may have (RFC 5280, 4.2.1.6): mail and DNS. */
  private static final List<Integer> KINDS = List.of(1, 2);

  private CertificateNames() {}

  /** Mail addresses, DNS names, then the subject; none without a verified certificate. */
  public static List<String> of(ChannelPipeline pipeline) {
    SslHandler handler = pipeline.get(SslHandler.class);
    if (handler == null) {
      return List.of();
    }
    try {
      Certificate[] chain = handler.engine().getSession().getPeerCertificates();
      return chain[0] instanceof X509Certificate certificate ? names(certificate) : List.of();
    } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
      return List.of();
    }
  }

  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    var names = new ArrayList<String>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    for (int kind : KINDS) {
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.get(0).equals(kind) && alternative.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    }
    names.add(certificate.getSubjectX500Principal().getName());
    return names;
  }
}
