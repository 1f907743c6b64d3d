(* Who decrypts what: Lemma 1, the corrected Lemma 2, and what the parts of ReKeyGen make together. *)
From Coq Require Import List ZArith Lia Ring Setoid Morphisms.
From Emrshare Require Import Ring Scheme Bounds.
Import ListNotations.
Open Scope Z_scope.

Section Correctness.
Variables (n : nat) (q p : Z).
Hypothesis (n_positive : (0 < n)%nat) (q_positive : 0 < q) (q_odd : odd q) (p_positive : 0 < p).

Add Ring R_q : (quotient_ring n q)
  (setoid (eqm_equiv n q) (ring_operations_proper n q)).

Notation "a == b" := (eqm n q a b) (at level 70).
Notation "a * b" := (mul n a b).
Notation "a + b" := (add a b).

(* A message block: n coefficients in [0, p). *)
Definition message (M : list Z) : Prop := length M = n /\ forall i, (0 <= coef M i < p)%Z.

(* a = c mod p, coefficient by coefficient. *)
Notation "a =p= b" := (eqm n p a b) (at level 70).

Lemma reduced a : reduce n q a == a.
Proof. apply reduce_eqm; assumption. Qed.

Lemma unit_product a b : inverses n q a b -> a * b == one.
Proof. exact id. Qed.

Lemma private_key_eqm f' : private_key n p f' == [p] * f' + one.
Proof. unfold private_key; rewrite take_eqm, (scale_mul n); reflexivity. Qed.

Lemma private_key_mod_p f' : private_key n p f' =p= one.
Proof.
  intros i Hi; unfold private_key; rewrite coef_take, coef_add, coef_scale by assumption.
  exists (coef f' i); lia.
Qed.

(* f pk = w in R_q (6.3). *)
Lemma public_key_short f f_inv g u : inverses n q f f_inv ->
  f * public_key n q f_inv g u == short_public n f g u.
Proof.
  unfold inverses, public_key, short_public; intro H; rewrite reduced, take_eqm.
  transitivity (g * (f * f_inv) + u * f); [ring|]; rewrite H; ring.
Qed.

(* So is what the corrected profile keeps, lift(g + f u), whether or not g + f u wraps around. *)
Lemma public_key_lifted f f_inv g u : inverses n q f f_inv ->
  f * public_key n q f_inv g u == lifted_public n q f g u.
Proof.
  intro H; unfold lifted_public; rewrite lift_eqm, reduced by assumption; apply public_key_short, H.
Qed.

(* Inverses are unique, so that a step that finds one finds the one. *)
Theorem inverse_unique a b c : inverses n q a b -> inverses n q a c -> b == c.
Proof.
  unfold inverses; intros Hb Hc.
  transitivity (b * (a * c)); [rewrite Hc; ring|].
  transitivity ((a * b) * c); [ring|]; rewrite Hb; ring.
Qed.

(* ---- decryption ---- *)

(* Whatever is congruent to a short N with N = M mod p decrypts to M. *)
Lemma dec_short f C N M : message M -> f * C == N -> short n q N -> N =p= M -> dec n q p f C = M.
Proof.
  intros [HM Mrange] HC HN Hp; unfold dec.
  rewrite (lift_unique n q N) by assumption.
  apply (list_eq n); [rewrite map_length; apply length_take | assumption |]; intros i Hi.
  rewrite coef_map by apply Zmod_0_l; rewrite coef_take by assumption.
  destruct (Hp i Hi) as [k Hk].
  replace (coef N i) with (coef M i + k * p)%Z by lia.
  rewrite Z_mod_plus_full; apply Z.mod_small, Mrange.
Qed.

(* The noise of a ciphertext under any (d, y) with y = d pk: p (y b + d v) + d M over the integers. *)
Definition noise (d y b v M : list Z) : list Z := scale p (mul n b y + mul n v d) + mul n M d.

Lemma plus_multiple a b : a + scale p b =p= a.
Proof. intros i Hi; rewrite coef_add, coef_scale; exists (coef b i); lia. Qed.

Lemma noise_mod_p d y b v M : d =p= one -> noise d y b v M =p= M.
Proof.
  intro Hd; unfold noise; rewrite Hd, (mul_comm n p M), mul_one_l.
  rewrite (Radd_comm (quotient_ring n p)); apply plus_multiple.
Qed.

Lemma enc_under d y pk M b v : d * pk == y -> d * enc n q p pk M b v == noise d y b v M.
Proof.
  intro H; unfold enc, noise; rewrite reduced, !(scale_mul n), <- H; ring.
Qed.

(* Who holds any d = 1 mod p with d pk = y decrypts what its noise allows. *)
Theorem decrypting_vector d y pk M b v :
  message M -> d =p= one -> d * pk == y -> short n q (noise d y b v M) ->
  dec n q p d (enc n q p pk M b v) = M.
Proof.
  intros HM Hd Hy Hs; apply dec_short with (noise d y b v M); try assumption.
  - apply enc_under, Hy.
  - apply noise_mod_p, Hd.
Qed.

(* Lemma 1 (6.6) under its noise hypothesis. *)
Theorem lemma1 f' f_inv g u M b v :
  let f := private_key n p f' in
  inverses n q f f_inv -> message M ->
  short n q (noise f (short_public n f g u) b v M) ->
  dec n q p f (enc n q p (public_key n q f_inv g u) M b v) = M.
Proof.
  intros f Hf HM Hs; apply decrypting_vector with (short_public n f g u); try assumption.
  - apply private_key_mod_p.
  - apply public_key_short, Hf.
Qed.

Lemma noise_bound d y b v M eta i : (i < n)%nat ->
  within eta b -> within eta v -> message M ->
  (Z.abs (coef (noise d y b v M) i) <= p * eta * (norm1 y + norm1 d) + (p - 1) * norm1 d)%Z.
Proof.
  intros Hi Hb Hv [_ HM]; unfold noise; rewrite coef_add, coef_scale, coef_add.
  pose proof (product_bound_r n eta y b i Hi Hb).
  pose proof (product_bound_r n eta d v i Hi Hv).
  assert (within (p - 1) M) as HM' by (intro j; specialize (HM j); lia).
  pose proof (product_bound_r n (p - 1) d M i Hi HM').
  assert (forall x, Z.abs (p * x) = p * Z.abs x)%Z as Hp by (intro x; rewrite Z.abs_mul; lia).
  pose proof (Hp (coef (mul n b y) i + coef (mul n v d) i)%Z); nia.
Qed.

(* The same for all coins: condition (1) of Lemma 1, for any p and any (d, y). *)
Theorem decrypting_vector_all_coins d y pk M b v eta :
  message M -> d =p= one -> d * pk == y -> within eta b -> within eta v ->
  (2 * (p * eta * (norm1 y + norm1 d) + (p - 1) * norm1 d) < q)%Z ->
  dec n q p d (enc n q p pk M b v) = M.
Proof.
  intros HM Hd Hy Hb Hv H1; apply decrypting_vector with y; try assumption; intros i Hi.
  pose proof (noise_bound d y b v M eta i Hi Hb Hv HM); lia.
Qed.

Theorem lemma1_all_coins f' f_inv g u M b v eta :
  let f := private_key n p f' in
  let w := short_public n f g u in
  inverses n q f f_inv -> message M -> within eta b -> within eta v ->
  (2 * (p * eta * (norm1 w + norm1 f) + (p - 1) * norm1 f) < q)%Z ->
  dec n q p f (enc n q p (public_key n q f_inv g u) M b v) = M.
Proof.
  intros f w Hf HM Hb Hv H1; apply decrypting_vector_all_coins with w eta; try assumption.
  - apply private_key_mod_p.
  - apply public_key_short, Hf.
Qed.

(* ---- delegation ---- *)

(* The printed e_B gives d, and the corrected one gives the d that was drawn. *)
Theorem corrected_e_B_gives_d f_A d : length d = n -> d =p= f_A ->
  printed_d n p f_A (corrected_e_B n p f_A d) = d.
Proof.
  intros Hd H; apply (list_eq n); [apply length_take | assumption |]; intros i Hi.
  unfold printed_d, corrected_e_B.
  rewrite coef_take, coef_add, coef_scale, coef_map by (assumption || apply Zdiv_0_l).
  rewrite coef_take, coef_sub by assumption; destruct (H i Hi) as [k Hk].
  rewrite Hk, Z.div_mul; lia.
Qed.

(* A sampled d is 1 mod p, and d pk_A is the short vector that belongs to it, if nothing wraps around (9.4). *)
Theorem sampled_d_in_lattice f w F W pk z_0 z_1 :
  let D := (one + scale p z_0) * f + z_1 * F in
  f =p= one -> F =p= zero -> f * pk == w -> F * pk == W -> short n q D ->
  sampled_d n q p f F z_0 z_1 =p= one /\
  sampled_d n q p f F z_0 z_1 * pk == (one + scale p z_0) * w + z_1 * W.
Proof.
  intros D Hf HF Hw HW HD; unfold sampled_d; fold D.
  rewrite (lift_unique n q D D q_odd HD) by reflexivity; split.
  - rewrite take_eqm; unfold D.
    assert (scale p z_0 =p= zero) as ->.
    { intros i Hi; rewrite coef_scale, coef_nil; exists (coef z_0 i); lia. }
    rewrite Hf, HF, (mul_comm n p z_1), mul_one_l, mul_zero_l.
    intros i Hi; rewrite !coef_add, !coef_nil; exists 0; lia.
  - rewrite take_eqm; unfold D; rewrite <- Hw, <- HW; ring.
Qed.

Section Delegation.
Variables (f_A e_B r_B r_B_inv f_B f_B_inv : list Z).
Hypothesis (r_B_unit : inverses n q r_B r_B_inv) (f_B_unit : inverses n q f_B f_B_inv).

Let d := printed_d n p f_A e_B.
Let a_B := rekeygen_owner n q p f_A e_B r_B.
Let b_B := rekeygen_requester n q a_B f_B_inv.
Let rk := rekeygen_cloud n q b_B r_B_inv.

Lemma rk_value : rk == d * f_B_inv.
Proof.
  unfold rk, rekeygen_cloud, b_B, rekeygen_requester, a_B, rekeygen_owner; fold d; rewrite !reduced.
  transitivity ((r_B * r_B_inv) * (d * f_B_inv)); [ring|]; rewrite (unit_product _ _ r_B_unit); ring.
Qed.

(* rk f_B = d (6.5). *)
Theorem rk_times_key : rk * f_B == d.
Proof. rewrite rk_value; transitivity (d * (f_B * f_B_inv)); [ring|]; rewrite (unit_product _ _ f_B_unit); ring. Qed.

(* a_B r_B^-1 = d. *)
Theorem a_B_unmasked : a_B * r_B_inv == d.
Proof.
  unfold a_B, rekeygen_owner; fold d; rewrite reduced.
  transitivity ((r_B * r_B_inv) * d); [ring|]; rewrite (unit_product _ _ r_B_unit); ring.
Qed.

(* What f_B C_B is as printed (6.7): the owner's f_A C_A, and p e_B C_A, which nothing makes short. *)
Theorem printed_reencryption_algebra C_A :
  f_B * printed_reenc n q rk C_A == f_A * C_A + [p] * (e_B * C_A).
Proof.
  unfold printed_reenc; rewrite reduced; transitivity ((rk * f_B) * C_A); [ring|].
  rewrite rk_times_key; unfold d, printed_d; rewrite take_eqm, (scale_mul n); ring.
Qed.

(* The noise of (3). *)
Definition reencrypted_noise (y w_B b v M b' v' : list Z) : list Z :=
  noise d y b v M + scale p (mul n b' w_B + mul n v' f_B).

(* Corrected Lemma 2 (9.8). *)
Theorem corrected_lemma2 pk_A y pk_B w_B M b v b' v' :
  message M -> d =p= one -> d * pk_A == y -> f_B * pk_B == w_B ->
  short n q (reencrypted_noise y w_B b v M b' v') ->
  dec n q p f_B (corrected_reenc n q p rk pk_B (enc n q p pk_A M b v) b' v') = M.
Proof.
  intros HM Hd Hy Hw Hs; apply dec_short with (reencrypted_noise y w_B b v M b' v'); try assumption.
  - unfold corrected_reenc, reencrypted_noise; rewrite reduced, <- (enc_under d y pk_A) by assumption.
    rewrite <- rk_times_key, <- Hw, !(scale_mul n); ring.
  - unfold reencrypted_noise; rewrite noise_mod_p by assumption.
    apply plus_multiple.
Qed.

(* Its deterministic bound. *)
Theorem corrected_lemma2_bounded pk_A y pk_B w_B M b v b' v' eta mask :
  message M -> d =p= one -> d * pk_A == y -> f_B * pk_B == w_B ->
  within eta b -> within eta v -> within eta b' -> within mask v' ->
  (2 * (p * eta * (norm1 y + norm1 d + norm1 w_B) + (p - 1) * norm1 d + p * mask * norm1 f_B) < q)%Z ->
  dec n q p f_B (corrected_reenc n q p rk pk_B (enc n q p pk_A M b v) b' v') = M.
Proof.
  intros HM Hd Hy Hw Hb Hv Hb' Hv' H; apply corrected_lemma2 with y w_B; try assumption; intros i Hi.
  unfold reencrypted_noise; rewrite coef_add, coef_scale, coef_add.
  pose proof (noise_bound d y b v M eta i Hi Hb Hv HM).
  pose proof (product_bound_r n eta w_B b' i Hi Hb').
  pose proof (product_bound_r n mask f_B v' i Hi Hv').
  assert (forall x, Z.abs (p * x) = p * Z.abs x)%Z as Hp by (intro x; rewrite Z.abs_mul; lia).
  pose proof (Hp (coef (mul n b' w_B) i + coef (mul n v' f_B) i)%Z); nia.
Qed.

(* ---- who holds what together ---- *)

(* From an element of R_q that is congruent to a short d to d itself. *)
Lemma lifted_is_d x : short n q d -> x == d -> lift q (reduce n q x) = d.
Proof.
  intros Hs Hx; rewrite (lift_unique n q d) by assumption.
  apply (list_eq n); unfold d, printed_d; try apply length_take; intros i Hi.
  rewrite coef_take by assumption; reflexivity.
Qed.

(* Both profiles, by design (9.11): cloud and requester hold d. *)
Theorem cloud_and_requester_hold_d : short n q d ->
  lift q (reduce n q (rk * f_B)) = d /\ lift q (reduce n q (a_B * r_B_inv)) = d.
Proof.
  intro Hs; split; apply lifted_is_d; try assumption; [apply rk_times_key | apply a_B_unmasked].
Qed.

(* As printed f_B is the requester's one long-term key: owner and cloud hold it (E-OWNER-AND-CLOUD). *)
Theorem owner_and_cloud_hold_f_B b_B_inv : short n q f_B -> inverses n q b_B b_B_inv ->
  lift q (reduce n q (a_B * b_B_inv)) = take n f_B.
Proof.
  intros Hs Hb; apply lift_unique; try assumption.
  assert (a_B == b_B * f_B) as ->.
  { unfold b_B, rekeygen_requester; rewrite reduced.
    transitivity (a_B * (f_B * f_B_inv)); [rewrite (unit_product _ _ f_B_unit); ring | ring]. }
  transitivity ((b_B * b_B_inv) * f_B); [ring|]; rewrite (unit_product _ _ Hb); ring.
Qed.

(* As printed the requester alone holds d, from one block and C_A, which its integrity check gives it
   (E-REQUESTER-ALONE). *)
Theorem requester_alone_holds_d C_A C_A_inv : short n q d -> inverses n q C_A C_A_inv ->
  lift q (reduce n q (f_B * printed_reenc n q rk C_A * C_A_inv)) = d.
Proof.
  intros Hs HC; apply lifted_is_d; [assumption|]; unfold printed_reenc; rewrite reduced.
  transitivity ((rk * f_B) * (C_A * C_A_inv)); [ring|].
  rewrite (unit_product _ _ HC), rk_times_key; ring.
Qed.

End Delegation.
End Correctness.
